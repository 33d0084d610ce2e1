/** The configuration file: one YAML mapping from the options' names to their values, held against the options themselves. */
import { InvalidArgumentError, type Option } from 'commander';
import * as z from 'zod';
import { checkDocument } from '../../lib/spec/checked.ts';
import { formatFault } from '../../lib/spec/fault.ts';
import type { SchemaNode } from '../../lib/spec/schema-tree.ts';
import { splitDocuments } from '../../lib/spec/split.ts';
import { isSwitch, parsed, SettingsError, type Values } from './settings.ts';

/** @throws SettingsError with every fault: file, line, column, what is allowed */
export function fromFile(options: readonly Option[], text: string, file: string): Values {
  const [slice, second] = splitDocuments(text);
  if (slice === undefined) return {};
  if (second !== undefined)
    throw new SettingsError(`${file}:${second.line}:1: a second document; a configuration file is one`);
  const schema = schemaOf(options);
  const tree = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }) as SchemaNode;
  const { value, faults } = checkDocument(slice, file, { schema, tree });
  if (value !== null) return value;
  throw new SettingsError(faults.map((fault) => formatFault(fault, text)).join('\n'));
}

function schemaOf(options: readonly Option[]) {
  const fields = options.map((option) => [option.attributeName(), fieldOf(option).optional()]);
  return z.strictObject(Object.fromEntries(fields) as Record<string, z.ZodOptional<z.ZodType>>, {
    error: (issue) => (issue.code === 'invalid_type' ? 'must be a mapping of options to values' : undefined),
  });
}

function fieldOf(option: Option): z.ZodType {
  if (isSwitch(option)) return z.boolean({ error: 'must be true or false' });
  if (option.argChoices !== undefined) return z.enum(option.argChoices);
  return z.unknown().transform((value, context) => {
    try {
      if (typeof value === 'object') throw new InvalidArgumentError('must be a text.');
      return parsed(option, String(value));
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      context.addIssue({ code: 'custom', message: error.message.replace(/\.$/, '') });
      return z.NEVER;
    }
  });
}
