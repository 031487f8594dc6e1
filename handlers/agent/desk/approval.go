package desk

import (
	"fmt"

	"sesame/handlers/web"
)

// ApprovalsPath is the page of the requests that wait for a second agent.
const ApprovalsPath = web.AgentPath + "/approbations"

// ApprovalURL returns the page of one request.
func ApprovalURL(id int64) string { return fmt.Sprintf("%s/%d", ApprovalsPath, id) }
