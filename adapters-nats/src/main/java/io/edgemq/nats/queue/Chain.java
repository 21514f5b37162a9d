package io.edgemq.nats.queue;

import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerEntry.Mark;

/// Stands for all entries of a ledger up to one of them: who has read the same entries, in the same
/// order, has the same chain. Each entry says after which chain it was written. So a reader learns
/// from the next entry whether the servers lost some that it, or the entry's writer, has read.
///
/// @param value mixed from the marks of the entries
record Chain(long value) {
  /// Of a reader that began in the middle, where nothing said what came before.
  static final Chain UNKNOWN = new Chain(0);

  /// Before the first entry.
  static final Chain BEGINNING = new Chain(1);

  private boolean isKnown() {
    return value != UNKNOWN.value;
  }

  /// Whether `next` can be the entry after these: unless its writer had read other ones.
  boolean precedes(LedgerEntry next) {
    var after = next.place().after();
    return !isKnown() || !after.isKnown() || equals(after);
  }

  /// With `next` as the last entry. After a snapshot all agree, those who began with it included.
  Chain then(LedgerEntry next) {
    var after = next.place().after();
    if (next.kind() == Kind.SNAPSHOT) {
      return (after.isKnown() ? after : BEGINNING).mixed(next.mark());
    }
    if (isKnown()) {
      return mixed(next.mark());
    }
    return after.isKnown() ? after.mixed(next.mark()) : UNKNOWN;
  }

  /// The mixing steps of MurmurHash3's 64 bits, which spread each bit over all of them.
  private Chain mixed(Mark mark) {
    long mixed = spread(spread(value ^ mark.writer()) + mark.number());
    return mixed == UNKNOWN.value ? BEGINNING : new Chain(mixed);
  }

  private static long spread(long bits) {
    long first = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    long second = (first ^ (first >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return second ^ (second >>> 33);
  }
}
