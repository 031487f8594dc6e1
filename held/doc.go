// Package held exports all data held about a member as a JSON file, with keys and values in plain French.
package held
