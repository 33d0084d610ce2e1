declare module 'fs-native-extensions' {
  /** Exclusive lock of the open file; false when somebody else has it. Throws a system error when there are no locks. */
  export function tryLock(fd: number, offset?: number, length?: number): boolean;
}
