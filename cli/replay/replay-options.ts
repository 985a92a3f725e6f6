/** What `kazasu trace replay` is told. */
export interface ReplayOptions {
  file: string;
  as: 'card' | 'terminal';
  recorded: string | undefined;
  instant: boolean;
  persona: string | undefined;
  card: string | undefined;
  'card-profile': string | undefined;
  timing: string;
  'timing-seed': string;
  link: 'pcsc' | 'in-process';
  reader: string | undefined;
  json: boolean;
  lang: string | undefined;
  '--'?: string[];
}
