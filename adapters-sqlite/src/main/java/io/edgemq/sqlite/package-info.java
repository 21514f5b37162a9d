/// `ports.out` in one SQLite file: the embedded, durable default. One thread writes and commits
/// whatever has gathered (ADR 0004), a few read beside it, and the tables are laid out so that no
/// call on the hot path looks at more than it answers (ADR 0009). [io.edgemq.sqlite.SqliteStore] is
/// the way in; everything else here is its inside. No rule of the domain is decided here.
@NullMarked
package io.edgemq.sqlite;

import org.jspecify.annotations.NullMarked;
