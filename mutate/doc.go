// Package mutate breaks what the security pages say, one row at a time, and looks whether a test of the row notices:
// `make mutate`. It holds tests alone. docs/mutations.md says how to read and extend it.
package mutate
