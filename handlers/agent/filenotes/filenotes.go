// Package filenotes contains the agents' pages for what imports have noted about members: contacts that differ from the file, and
// values that could not be read. They are handled one by one from a member's page, many at once from a list, and exported as a
// file.
package filenotes

import "sesame/handlers/agent/desk"

// Pages holds these pages.
type Pages struct{ desk.Common }
