package io.edgemq.nats.queue;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
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

/// One message of a queue's ledger: changes that take effect together.
///
/// @param mark the writer, and the number of this entry among its entries
/// @param tokens the last token that was given out so far
record LedgerEntry(Kind kind, Mark mark, long tokens, List<StateChange> changes) {
  private static final int VERSION = 1;

  /// The capacity of one entry: a quarter of a server's default message limit, because the command
  /// that fills it may add as much again.
  static final Capacity CAPACITY = new Capacity(256 << 10, LedgerEntry::mostBytes);

  /// The largest size of a number in bytes.
  private static final int NUMBER = 10;

  /// Added to a status that a span follows. Entries of earlier releases have none.
  private static final int WITH_SPAN = 0x80;

  private static final List<Status> STATUSES =
      List.of(Status.READY, Status.LEASED, Status.DELAYED, Status.MOVING);
  private static final List<Kind> KINDS = List.of(Kind.CHANGES, Kind.SNAPSHOT, Kind.SNAPSHOT_PART);

  /// What an entry holds.
  enum Kind {
    /// Changes.
    CHANGES,
    /// The first part of a snapshot: all earlier changes that still matter.
    SNAPSHOT,
    /// A further part of the preceding snapshot.
    SNAPSHOT_PART
  }

  /// @param writer drawn at random
  /// @param number counted by the writer
  record Mark(long writer, long number) {}

  /// The entry as a ledger keeps it: a version byte, then numbers of seven bits a byte, the lowest
  /// first, sequences as differences.
  byte[] encode() {
    var bytes = new ByteArrayOutputStream(64 + 24 * changes.size());
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(KINDS.indexOf(kind));
      out.writeLong(mark.writer());
      out.writeLong(mark.number());
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
      case Gone _, Purged _ -> 1 + NUMBER;
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
      case Gone(var sequence) -> sequence;
      case Purged(var upTo) -> upTo;
      case Moves(var sequence, _, _) -> sequence;
    };
  }

  private static void write(DataOutputStream out, StateChange change, long before)
      throws IOException {
    out.writeByte(
        switch (change) {
          case Becomes _ -> 0;
          case Gone _ -> 1;
          case Purged _ -> 2;
          case Moves(_, _, Move.DeadLettered _) -> 3;
          case Moves(_, _, Move.Redriven _) -> 4;
        });
    signed(out, sequence(change) - before);
    switch (change) {
      case Becomes(_, var state) -> write(out, state);
      case Gone _, Purged _ -> {}
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

  /// Decodes an entry. Throws [IllegalStateException] for bytes that no version of this class
  /// wrote.
  static LedgerEntry decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalStateException("a ledger of version " + version);
      }
      var kind = KINDS.get(in.readUnsignedByte());
      var mark = new Mark(in.readLong(), in.readLong());
      long tokens = number(in);
      long count = number(in);
      var changes = new ArrayList<StateChange>();
      long before = 0;
      for (long i = 0; i < count; i++) {
        var change = change(in, before);
        changes.add(change);
        before = sequence(change);
      }
      return new LedgerEntry(kind, mark, tokens, changes);
    } catch (IOException cut) {
      throw new IllegalStateException("a ledger entry that was cut off", cut);
    }
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
