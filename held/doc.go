// Package held writes down everything that is held about a member, as a file of JSON whose words a person understands.
package held
