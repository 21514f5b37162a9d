package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Whether there is room for something new. A reserve is kept on the disk, and below the limit of
/// the database: what frees room needs some itself (rows of leases, the log), and always has it.
/// Only work that stores something new asks [#require]. Belongs to the writer; [#lack] is for all.
final class Room {
  /// What is kept free on the disk. A commit holds 8 MiB and one more call, and needs that twice:
  /// in the log, and in the database when the log is moved.
  static final long DISK_RESERVE = 32L << 20;

  private static final long LIMIT_RESERVE = 16L << 20;
  private static final int LIMIT_SHARE = 8;
  private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String PAGES = "PRAGMA page_count";
  private static final String UNUSED = "PRAGMA freelist_count";

  private final SqliteConfig config;
  private final Space space;
  private final File file;
  private final File log;
  private long left;
  private long reserve;
  private long written;
  private long lookedAt;
  private boolean known;
  private boolean tight;
  private @Nullable Long failedAt;
  private volatile @Nullable String lack;

  Room(SqliteConfig config, Space space) {
    this.config = config;
    this.space = space;
    this.file = config.file().toFile();
    this.log = config.log().toFile();
  }

  /// Why nothing new is stored; null when there is room. Any thread may ask.
  @Nullable String lack() {
    return lack;
  }

  /// Whether the disk is nearly full, so that the log has to stay short.
  boolean isTight() {
    return tight;
  }

  /// How long the log is.
  long logBytes() {
    return log.length();
  }

  /// Throws [StoreException.Full] when there is too little room for something new.
  void require(Database database) throws SQLException {
    if (isRestingAfterFailure()) {
      throw refusal();
    }
    if (spare() <= left / 2 || System.nanoTime() - lookedAt >= STALE_NANOS) {
      look(database);
    }
    if (spare() <= 0) {
      throw refusal();
    }
  }

  /// Throws [StoreException.Full] when half of the reserve is used up. For what is written down
  /// before a key is revoked or a tenant stopped: the other half is left for what frees room.
  void requireReserve(Database database) throws SQLException {
    if (spare() <= left / 2 || System.nanoTime() - lookedAt >= STALE_NANOS) {
      look(database);
    }
    if (spare() <= -reserve / 2) {
      throw refusal();
    }
  }

  private StoreException.Full refusal() {
    var reason = lack == null ? "the store has no room left" : lack;
    return new StoreException.Full(reason, new IllegalStateException(reason));
  }

  /// What is left of what was found, with a page of the log and one of the database for each byte
  /// written since.
  private long spare() {
    return known ? left - 2 * written : 0;
  }

  /// Payload was written.
  void wrote(long bytes) {
    written += bytes;
  }

  /// Something new has become durable, so there is room whatever failed before.
  void grew() {
    if (failedAt != null) {
      failedAt = null;
      lack = null;
    }
  }

  /// A write failed for want of room that was not foreseen, for example because of a quota. For a
  /// second nothing new is tried; what frees room is.
  void failed(String reason) {
    failedAt = System.nanoTime();
    lack = reason;
  }

  private boolean isRestingAfterFailure() {
    return failedAt != null && System.nanoTime() - failedAt < REST_NANOS;
  }

  /// Finds out how much room there is. Nothing is written for it.
  void look(Database database) throws SQLException {
    long pages = database.sql(PAGES).number(0) * Database.PAGE_BYTES;
    long unused = database.sql(UNUSED).number(0) * Database.PAGE_BYTES;
    var byLimit = withinLimit(pages - unused);
    var byDisk = onDisk(pages, unused);
    var least = byLimit.left() < byDisk.left() ? byLimit : byDisk;
    left = least.left();
    reserve = least.reserve();
    written = 0;
    known = true;
    lookedAt = System.nanoTime();
    if (!isRestingAfterFailure()) {
      failedAt = null;
      lack = left > 0 ? null : least.lack();
    }
  }

  /// @param left bytes that may be stored; 0 or less: none, and that much of the reserve is used
  /// @param reserve what is kept
  /// @param lack why, when there is none
  private record Bound(long left, long reserve, String lack) {}

  private Bound withinLimit(long used) {
    var most = config.maxDatabaseBytes();
    if (most == null) {
      return new Bound(Long.MAX_VALUE, 0, "");
    }
    long kept = Math.min(LIMIT_RESERVE, most / LIMIT_SHARE);
    return new Bound(
        most - kept - used,
        kept,
        "the store holds %s of %s, and %s are kept for what frees room"
            .formatted(megabytes(used), megabytes(most), megabytes(kept)));
  }

  /// What is in the log and not in the database yet will need room there. Pages of the database
  /// that are unused need no more of the disk; only the log does, which then is kept short.
  private Bound onDisk(long pages, long unused) {
    long usable;
    try {
      usable = space.usable() - Math.max(0, pages - file.length());
    } catch (IOException unknown) {
      return new Bound(Long.MAX_VALUE, 0, "");
    }
    tight = usable < 2 * DISK_RESERVE;
    long room = usable - DISK_RESERVE + (usable < DISK_RESERVE / 2 ? 0 : unused);
    return new Bound(
        room,
        DISK_RESERVE,
        "the disk has %s left for the store, and %s are kept for what frees room"
            .formatted(megabytes(Math.max(0, usable)), megabytes(DISK_RESERVE)));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
