const environment: {TZ?: string} = process.env;

/** Runs work as if the machine stood in this zone. Tests that use it are serial: the zone is the process's. */
export const inTimeZone = async (zone: string, work: () => void | Promise<void>): Promise<void> => {
  const before = environment.TZ;
  environment.TZ = zone;
  try {
    await work();
  } finally {
    if (before === undefined) {
      delete environment.TZ;
    } else {
      environment.TZ = before;
    }
  }
};
