// Package walks holds tests only. They build the program, start it, and use it from outside: members and agents in Chromium,
// with JavaScript and without, by mouse and by keyboard; mail and text messages received on loopback; files of the back office
// imported by command; other programs opened by a login; the process killed under load. Every screen that a walk passes is
// judged for accessibility.
package walks
