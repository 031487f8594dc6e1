package acts

// roomForStrangers refuses new journeys and messages of strangers while the disk is almost full: their rows would fill
// it, and nobody could log in any more. A disk that cannot be measured refuses nobody; the doctor reports it. Refused:
// NoRoom.
func (a *Acts) roomForStrangers() error {
	room, err := a.DB.Room()
	if err == nil && room.Free < room.LeastForStrangers() {
		return refuse(NoRoom)
	}
	return nil
}
