// Package transport holds what whatever leaves the service has in common on the network: the client of the web, the class of a failure and
// its cause in French, how long the other side asks to wait.
package transport
