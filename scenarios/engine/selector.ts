/** Whether an id is the one that a selector names, or fits it where it is a pattern: `*` is any characters. */
export const selects = (selector: string): ((id: string) => boolean) => {
  const parts = selector.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const shape = new RegExp(`^${parts.join('.*')}$`);
  return (id) => shape.test(id);
};
