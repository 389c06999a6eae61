import type { UnitSettings } from '../../host/units/drop-in';
import type { Validator } from '../../schema/validator';

/** Settings that a unit file can hold and that come back from it as they were. */
export const overridesAreUnitSettings: Validator<UnitSettings> = {
  description: 'sections with keys and lists of values',
  problem(settings) {
    for (const [section, keys] of Object.entries(settings)) {
      if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(section))
        return `"${section}" is not the name of a section such as "Service".`;
      for (const [key, values] of Object.entries(keys)) {
        const name = `${section}.${key}`;
        if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(key)) return `"${key}" in ${section} is not the name of a setting.`;
        if (values.length === 0)
          return `${name} has no value. Give one; [""] drops the values that the unit has itself.`;
        const problem = values.map(valueProblem).find((found) => found !== undefined);
        if (problem) return `A value of ${name} ${problem}`;
      }
    }
    return undefined;
  },
};

function valueProblem(value: string): string | undefined {
  if (/[\n\r\0]/.test(value)) return 'has a line break. Every value is one line; give several as a list.';
  if (value !== value.trim()) return 'has blanks around it, which systemd takes away. Leave them out.';
  if (value.endsWith('\\')) return 'ends in a backslash, with which systemd goes on into the next line. Leave it out.';
  return undefined;
}
