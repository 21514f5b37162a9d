/// The rules of leasing a queue's messages: attempts, turns, staleness, groups, delays, expiry, and
/// when a message becomes a dead letter. They stand here once; a store brings the clock, the
/// storage, and the waking of those who wait.
///
/// [io.edgemq.domain.lease.LeaseBook] holds where each message of one queue is in its life.
/// Decisions are made on a [io.edgemq.domain.lease.Proposal]: they take effect in the book at once,
/// and can be undone until the store has written them down. The records that are named for what
/// somebody wants ([io.edgemq.domain.lease.LeaseMessages],
/// [io.edgemq.domain.lease.SettleLeases] and so on) decide on one.
///
/// The book has an entry for every message of its queue. It is meant to hold only the messages that
/// somebody touched (leased, delayed, gave back, moves), and a cursor over those that nobody has
/// touched yet, which are received in the order of their sequences. So nothing outside of this
/// package walks over the entries, and an entry is asked for by its sequence.
///
/// Nothing here reads a clock, takes a lock, draws at random or knows a port. Nothing is safe for
/// use by several threads at once: a store brings its own lock or its own one thread.
@NullMarked
package io.edgemq.domain.lease;

import org.jspecify.annotations.NullMarked;
