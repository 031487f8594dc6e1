package db

import (
	"context"
	"fmt"
)

// demonstration is the application_id of a database filled by the demonstration. This number is in the header of the file,
// and copies, migrations and rotations keep it. It is « demo » in ASCII.
const demonstration = 0x64656d6f

// MarkDemonstration marks the database as filled by the demonstration, whose passwords are public.
func (d *DB) MarkDemonstration(ctx context.Context) error {
	if _, err := d.write.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, demonstration)); err != nil {
		return fmt.Errorf("mark the demonstration: %w", err)
	}
	return nil
}

// Demonstration says whether the demonstration has filled the database.
func (r Reader) Demonstration(ctx context.Context) (bool, error) {
	var id int
	if err := r.q.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return false, fmt.Errorf("read the mark of the demonstration: %w", err)
	}
	return id == demonstration, nil
}
