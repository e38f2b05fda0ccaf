/**
 * `value[index]` and `value[start:stop:step]`.
 *
 * @module
 */
import { MAX_LENGTH, type Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { refuseReading } from "./reading_text.ts";
import { repr } from "./represent.ts";
import { characters } from "./text.ts";
import {
  asInteger,
  isSequence,
  sequenceLike,
  typeName,
  type Value,
} from "./value.ts";

/** Returns `value[index]`. Throws {@linkcode PythonError}. */
export function subscript(value: Value, index: Value, meter: Meter): Value {
  if (typeof value === "object" && value?.kind === "dict") {
    const found = value.get(index, meter);
    if (found === undefined) {
      throw new PythonError("KeyError", repr(index, meter));
    }
    return found;
  }
  const items = itemsOf(value, meter);
  const position = asInteger(index);
  if (position === undefined) {
    throw new PythonError(
      "TypeError",
      `${typeName(value)} indices must be integers, not '${typeName(index)}'`,
    );
  }
  const item = items.at(clamp(position));
  if (item === undefined) {
    throw new PythonError(
      "IndexError",
      `${typeName(value)} index out of range`,
    );
  }
  return item;
}

/** Returns `value[start:stop:step]`, where None stands for a part left out. Throws {@linkcode PythonError}. */
export function slice(
  value: Value,
  start: Value,
  stop: Value,
  step: Value,
  meter: Meter,
): Value {
  const items = itemsOf(value, meter);
  const stride = bound(step) ?? 1;
  if (stride === 0) {
    throw new PythonError("ValueError", "slice step cannot be zero");
  }
  const [lowest, highest] = stride > 0
    ? [0, items.length]
    : [-1, items.length - 1];
  const place = (part: Value, otherwise: number) => {
    const given = bound(part);
    if (given === undefined) return otherwise;
    const position = given < 0 ? given + items.length : given;
    return Math.min(Math.max(position, lowest), highest);
  };
  const from = place(start, stride > 0 ? lowest : highest);
  const to = place(stop, stride > 0 ? highest : lowest);
  const picked: Value[] = [];
  for (let at = from; stride > 0 ? at < to : at > to; at += stride) {
    picked.push(items[at]!);
  }
  meter.spend(picked.length);
  return isSequence(value) ? sequenceLike(value, picked) : picked.join("");
}

function itemsOf(value: Value, meter: Meter): readonly Value[] {
  if (typeof value === "string") return characters(value, meter);
  refuseReading(value, "[]", "something of several items");
  if (isSequence(value)) return value.items;
  throw new PythonError(
    "TypeError",
    `'${typeName(value)}' object is not subscriptable`,
  );
}

function bound(part: Value): number | undefined {
  if (part === null) return undefined;
  const position = asInteger(part);
  if (position === undefined) {
    throw new PythonError(
      "TypeError",
      "slice indices must be integers or None",
    );
  }
  return clamp(position);
}

/** A position beyond all sequences does as well as one still further out. */
function clamp(position: bigint): number {
  const most = MAX_LENGTH + 1;
  return Math.min(Math.max(Number(position), -most), most);
}
