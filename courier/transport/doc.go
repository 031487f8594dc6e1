// Package transport holds what all outgoing network connections of the service share: the HTTP client, the class of a failure
// and its cause in French, and the waiting time that the other side requests.
package transport
