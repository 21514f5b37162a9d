package io.edgemq.nats.queue;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.Capacity;
import io.edgemq.domain.lease.LeaseState;
import io.edgemq.domain.lease.LeaseState.Status;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// One message of a queue's ledger: changes that take effect together.
///
/// @param tokens the last token that was given out so far
record LedgerEntry(Kind kind, Place place, long tokens, List<StateChange> changes) {
  /// Entries say since version 2 what they follow, what has left as ranges, and for how long a
  /// lease or delay is.
  private static final int VERSION = 2;

  /// No later version of this project begins an entry with a larger byte.
  private static final int LAST_VERSION = 15;

  /// The capacity of one entry: a quarter of a server's default message limit, because the command
  /// that fills it may add as much again.
  static final Capacity CAPACITY = new Capacity(256 << 10, LedgerEntry::mostBytes);

  /// The largest size of a number in bytes.
  private static final int NUMBER = 10;

  /// Added to a status that a span follows. Entries of version 1 have none.
  private static final int WITH_SPAN = 0x80;

  private static final List<Status> STATUSES =
      List.of(Status.READY, Status.LEASED, Status.DELAYED, Status.MOVING);
  private static final List<Kind> KINDS =
      List.of(Kind.CHANGES, Kind.SNAPSHOT, Kind.SNAPSHOT_PART, Kind.TURN);

  /// What an entry holds.
  enum Kind {
    /// Changes.
    CHANGES,
    /// The first part of a snapshot: all earlier changes that still matter.
    SNAPSHOT,
    /// A further part of the preceding snapshot.
    SNAPSHOT_PART,
    /// No change: the writer, which others were always faster than, asks for the next turn.
    TURN,
    /// Bytes that no adapter wrote: no change.
    FOREIGN
  }

  /// @param writer drawn at random
  /// @param number counted by the writer
  record Mark(long writer, long number) {
    private static final long FOREIGN = -1;

    /// The mark of bytes that no adapter wrote: every reader gives them the same.
    private static Mark foreign(byte[] bytes) {
      var sum = new CRC32C();
      sum.update(bytes);
      return new Mark(sum.getValue(), FOREIGN);
    }
  }

  /// Which entry it is, and which entries its writer had read.
  record Place(Mark mark, Chain after) {}

  Mark mark() {
    return place.mark();
  }

  /// The entry as a ledger keeps it: a version byte, then numbers of seven bits a byte, the lowest
  /// first, sequences as differences.
  byte[] encode() {
    var bytes = new ByteArrayOutputStream(64 + 24 * changes.size());
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(KINDS.indexOf(kind));
      out.writeLong(mark().writer());
      out.writeLong(mark().number());
      out.writeLong(place.after().value());
      number(out, tokens);
      number(out, changes.size());
      long before = 0;
      for (var change : changes) {
        write(out, change, before);
        before = sequence(change);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// The largest encoded size of a change, in bytes.
  static int mostBytes(StateChange change) {
    return switch (change) {
      case Purged _ -> 1 + NUMBER;
      case Gone _ -> 1 + 2 * NUMBER;
      case Becomes _ -> 2 + 6 * NUMBER;
      case Moves(_, _, Move.Redriven(var to)) -> 2 + 6 * NUMBER + mostBytes(to.value());
      case Moves(_, _, Move.DeadLettered(var to, var reason)) ->
          2 + 6 * NUMBER + mostBytes(to.value()) + mostBytes(reason.text());
    };
  }

  /// Two bytes of length, and up to three for each character.
  private static int mostBytes(String text) {
    return 2 + 3 * text.length();
  }

  private static long sequence(StateChange change) {
    return switch (change) {
      case Becomes(var sequence, _) -> sequence;
      case Gone(var first, _) -> first;
      case Purged(var upTo) -> upTo;
      case Moves(var sequence, _, _) -> sequence;
    };
  }

  private static void write(DataOutputStream out, StateChange change, long before)
      throws IOException {
    out.writeByte(
        switch (change) {
          case Becomes _ -> 0;
          case Gone(var first, var last) -> first == last ? 1 : 5;
          case Purged _ -> 2;
          case Moves(_, _, Move.DeadLettered _) -> 3;
          case Moves(_, _, Move.Redriven _) -> 4;
        });
    signed(out, sequence(change) - before);
    switch (change) {
      case Becomes(_, var state) -> write(out, state);
      case Purged _ -> {}
      case Gone(var first, var last) -> {
        if (first < last) {
          number(out, last - first);
        }
      }
      case Moves(_, var state, var move) -> {
        write(out, state);
        out.writeUTF(move.to().value());
        if (move instanceof Move.DeadLettered(_, var reason)) {
          out.writeUTF(reason.text());
        }
      }
    }
  }

  private static void write(DataOutputStream out, LeaseState state) throws IOException {
    boolean ends = state.until() != 0;
    out.writeByte(STATUSES.indexOf(state.status()) | (ends ? WITH_SPAN : 0));
    number(out, state.attempts());
    number(out, state.token());
    signed(out, state.since());
    number(out, ends ? 1 + fold(state.until() - state.since()) : 0);
    if (ends) {
      number(out, state.span());
    }
  }

  /// Decodes an entry. Throws `StoreException.Unavailable` for one of a later version. Bytes that
  /// no version wrote are a [Kind#FOREIGN] entry.
  static LedgerEntry decode(byte[] bytes) {
    int version = bytes.length == 0 ? 0 : bytes[0];
    if (version > VERSION && version <= LAST_VERSION) {
      throw new StoreException.Unavailable(
          "a ledger was written by a later version of EdgeMQ",
          new IllegalStateException("version " + version));
    }
    if (version == 1 || version == VERSION) {
      try (var in = new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
        return decode(in, version);
      } catch (IOException | RuntimeException foreign) {
        // It looks like an entry and is none: nobody can read it.
      }
    }
    return new LedgerEntry(
        Kind.FOREIGN, new Place(Mark.foreign(bytes), Chain.UNKNOWN), 0, List.of());
  }

  private static LedgerEntry decode(DataInputStream in, int version) throws IOException {
    var kind = KINDS.get(in.readUnsignedByte());
    var mark = new Mark(in.readLong(), in.readLong());
    var after = version == 1 ? Chain.UNKNOWN : new Chain(in.readLong());
    long tokens = number(in);
    long count = number(in);
    var changes = new ArrayList<StateChange>();
    long before = 0;
    for (long i = 0; i < count; i++) {
      var change = change(in, before);
      changes.add(change);
      before = sequence(change);
    }
    return new LedgerEntry(kind, new Place(mark, after), tokens, changes);
  }

  private static StateChange change(DataInputStream in, long before) throws IOException {
    int type = in.readUnsignedByte();
    long sequence = before + signed(in);
    return switch (type) {
      case 0 -> new Becomes(sequence, state(in));
      case 1 -> new Gone(sequence);
      case 2 -> new Purged(sequence);
      case 3 -> {
        var state = state(in);
        var to = new QueueName(in.readUTF());
        yield new Moves(
            sequence, state, new Move.DeadLettered(to, new DeadLetterReason(in.readUTF())));
      }
      case 4 -> new Moves(sequence, state(in), new Move.Redriven(new QueueName(in.readUTF())));
      case 5 -> new Gone(sequence, sequence + number(in));
      default -> throw new IllegalStateException("a change of type " + type);
    };
  }

  private static LeaseState state(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    var status = STATUSES.get(first & ~WITH_SPAN);
    int attempts = Math.toIntExact(number(in));
    long token = number(in);
    long since = signed(in);
    long folded = number(in);
    long until = folded == 0 ? 0 : since + unfold(folded - 1);
    // without a span: it was decided after it could be received
    long span = (first & WITH_SPAN) != 0 ? number(in) : Math.max(0, until - since);
    return new LeaseState(status, attempts, token, until, since, span);
  }

  private static void signed(DataOutputStream out, long value) throws IOException {
    number(out, fold(value));
  }

  /// Maps small numbers of either sign to small positive numbers.
  private static long fold(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private static long unfold(long folded) {
    return (folded >>> 1) ^ -(folded & 1);
  }

  private static long signed(DataInputStream in) throws IOException {
    return unfold(number(in));
  }

  private static void number(DataOutputStream out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long number(DataInputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int part = in.readUnsignedByte();
      value |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new IllegalStateException("a number of more than 64 bits");
  }
}
