/**
 * What was read back of an installation, and that it is to be taken back. Plans that are open get the step that reads
 * back: without it they could be committed with an id that nobody has seen.
 */
export const readBackSchema = `
  ALTER TABLE management_operations ADD COLUMN read_back TEXT;
  ALTER TABLE management_operations ADD COLUMN towards TEXT CHECK (towards = 'absent');
  UPDATE management_operations SET steps = (
    SELECT json_group_array(json(step)) FROM (
      SELECT value AS step, 2 * key AS place FROM json_each(steps)
      UNION ALL
      SELECT json_set(value, '$.do', 'read-back'), 2 * key + 1 FROM json_each(steps)
        WHERE json_extract(value, '$.do') = 'personalise'
      ORDER BY place
    )
  ) WHERE state = 'begun' AND kind = 'install';`;
