package acts

// roomForStrangers refuses what a stranger begins while the disk is almost full: its rows would be the last ones, and nobody
// could log in any more. A disk that cannot be measured refuses nobody; the doctor tells it. Refused: NoRoom.
func (a *Acts) roomForStrangers() error {
	room, err := a.DB.Room()
	if err == nil && room.Free < room.LeastForStrangers() {
		return refuse(NoRoom)
	}
	return nil
}
