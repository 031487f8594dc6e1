// Package filenotes contains the agents' pages for what imports have noted about members: contacts that differ from the file, and
// values that could not be read. One by one from a member's page, many at once from a list, and as a file.
package filenotes

import "sesame/handlers/agent/desk"

// Pages are those of what imports have noted.
type Pages struct{ desk.Common }
