// Package mutate makes the statements of the security pages untrue, one row at a time, and checks that a test of the row fails:
// `make mutate`. It holds tests only. docs/mutations.md says how to read and extend it.
package mutate
