package io.edgemq.sqlite;

import java.util.List;

/// The tables, version by version. A version that was released is never changed; a new one is added
/// behind it.
final class Schema {
  /// All steps; the one at index n makes version n + 1 out of version n.
  static final List<List<String>> VERSIONS =
      List.of(
          List.of(
              // Numbers queues, stores and topics; a number is never used again.
              "CREATE TABLE counter (value INTEGER NOT NULL) STRICT",
              "INSERT INTO counter VALUES (0)",
              """
              CREATE TABLE tenant (
                id TEXT PRIMARY KEY NOT NULL, tag TEXT NOT NULL, created_at TEXT NOT NULL
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE api_key (
                id TEXT PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
                label TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT, revoked_at TEXT
              ) STRICT""",
              """
              CREATE TABLE queue (
                id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL,
                type TEXT NOT NULL, visibility TEXT NOT NULL, retention TEXT NOT NULL,
                delay TEXT NOT NULL, max_message_bytes INTEGER NOT NULL,
                dedup_window TEXT NOT NULL, dead_letter_queue TEXT, max_receives INTEGER,
                replicas INTEGER NOT NULL, geo TEXT NOT NULL, created_at TEXT NOT NULL,
                store INTEGER NOT NULL, last_seq INTEGER NOT NULL, last_ts INTEGER NOT NULL,
                cursor INTEGER NOT NULL, messages INTEGER NOT NULL, floor INTEGER NOT NULL,
                UNIQUE (tenant, name)
              ) STRICT""",
              """
              CREATE TABLE queue_message (
                id INTEGER PRIMARY KEY, store INTEGER NOT NULL, seq INTEGER NOT NULL,
                ts INTEGER NOT NULL, listed INTEGER NOT NULL, grp BLOB, meta BLOB NOT NULL,
                body BLOB NOT NULL
              ) STRICT""",
              "CREATE UNIQUE INDEX queue_message_seq ON queue_message (store, seq)",
              """
              CREATE TABLE queue_pending (
                store INTEGER NOT NULL, due INTEGER NOT NULL, seq INTEGER NOT NULL,
                message INTEGER NOT NULL, rev INTEGER NOT NULL, attempt INTEGER NOT NULL,
                leased INTEGER NOT NULL, grp BLOB,
                PRIMARY KEY (store, due, seq)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE UNIQUE INDEX queue_pending_group ON queue_pending (store, grp)
                WHERE grp IS NOT NULL""",
              """
              CREATE TABLE queue_waiting (
                store INTEGER NOT NULL, grp BLOB NOT NULL, seq INTEGER NOT NULL,
                due INTEGER NOT NULL, message INTEGER NOT NULL,
                PRIMARY KEY (store, grp, seq)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE topic (
                id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL,
                retention TEXT NOT NULL, max_bytes INTEGER, max_messages INTEGER,
                storage TEXT NOT NULL, replicas INTEGER NOT NULL, geo TEXT NOT NULL,
                created_at TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
                last_ts INTEGER NOT NULL, last_pos INTEGER NOT NULL,
                UNIQUE (tenant, name)
              ) STRICT""",
              """
              CREATE TABLE topic_message (
                id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, seq INTEGER NOT NULL,
                ts INTEGER NOT NULL, pos INTEGER NOT NULL, meta BLOB NOT NULL, body BLOB NOT NULL
              ) STRICT""",
              "CREATE UNIQUE INDEX topic_message_seq ON topic_message (topic, seq)",
              """
              CREATE TABLE dedup (
                scope INTEGER NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                PRIMARY KEY (scope, key)
              ) STRICT, WITHOUT ROWID""",
              "CREATE INDEX dedup_expiry ON dedup (expires_at)",
              """
              CREATE TABLE subscription (
                id TEXT PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL,
                topic TEXT NOT NULL, pattern TEXT, delivery TEXT NOT NULL, start TEXT NOT NULL,
                ack_wait TEXT NOT NULL, max_deliver INTEGER NOT NULL, state TEXT NOT NULL,
                created_at TEXT NOT NULL,
                UNIQUE (tenant, name)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE redrive_job (
                id TEXT PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, queue TEXT NOT NULL,
                target TEXT, max INTEGER, rate INTEGER, cursor INTEGER NOT NULL,
                "end" INTEGER NOT NULL, moved INTEGER NOT NULL, kept INTEGER NOT NULL,
                created_at TEXT NOT NULL, finished_at TEXT, failure TEXT
              ) STRICT, WITHOUT ROWID""",
              // What was purged or deleted, and waits for its rows to be cleared away.
              """
              CREATE TABLE condemned (
                id INTEGER PRIMARY KEY, kind TEXT NOT NULL
              ) STRICT"""),
          List.of("ALTER TABLE subscription ADD COLUMN replays INTEGER NOT NULL DEFAULT 0"),
          List.of(
              // 1: extended or given back, so that it is listed at another time than its handle
              // says
              "ALTER TABLE queue_pending ADD COLUMN relisted INTEGER NOT NULL DEFAULT 0",
              "UPDATE queue_pending SET relisted = 1 WHERE leased = 0",
              """
              CREATE UNIQUE INDEX queue_pending_relisted ON queue_pending (store, seq)
                WHERE relisted = 1"""),
          List.of(
              // The last sequences of what was removed: its name goes on counting behind them.
              """
              CREATE TABLE former (
                kind TEXT NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL,
                last_seq INTEGER NOT NULL, removed_at INTEGER NOT NULL,
                PRIMARY KEY (kind, tenant, name)
              ) STRICT, WITHOUT ROWID""",
              "CREATE INDEX former_age ON former (removed_at)"),
          List.of(
              // The time by which leases and delays end, and the wall clock's at that moment. One
              // row, or none as long as they were listed by the wall clock.
              """
              CREATE TABLE queue_clock (
                id INTEGER PRIMARY KEY, queue_time INTEGER NOT NULL, wall INTEGER NOT NULL
              ) STRICT"""),
          List.of(
              "ALTER TABLE subscription ADD COLUMN push TEXT",
              // What a subscription has that is delivered. It goes with the subscription.
              """
              CREATE TABLE delivery (
                id INTEGER PRIMARY KEY, subscription TEXT NOT NULL UNIQUE,
                redrives INTEGER NOT NULL, letters INTEGER NOT NULL, dropped INTEGER NOT NULL
              ) STRICT""",
              // The epoch is 0 when nobody delivers.
              """
              CREATE TABLE lane (
                id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, lane INTEGER NOT NULL,
                epoch INTEGER NOT NULL, owner TEXT NOT NULL, progress BLOB,
                UNIQUE (delivery, lane)
              ) STRICT""",
              // Bodies are elsewhere: what moves a letter must not write its body anew.
              """
              CREATE TABLE dead_letter (
                delivery INTEGER NOT NULL, seq INTEGER NOT NULL, message INTEGER NOT NULL,
                kept_at INTEGER NOT NULL, redrive INTEGER, about TEXT NOT NULL,
                PRIMARY KEY (delivery, seq)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE UNIQUE INDEX dead_letter_redrive ON dead_letter (delivery, redrive)
                WHERE redrive IS NOT NULL""",
              "CREATE INDEX dead_letter_oldest ON dead_letter (delivery, kept_at)",
              "CREATE INDEX dead_letter_age ON dead_letter (kept_at)",
              """
              CREATE TABLE dead_letter_message (
                id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, meta BLOB NOT NULL, body BLOB NOT NULL
              ) STRICT"""),
          List.of(
              // How far each source has come that forwards into a queue. It goes with the queue.
              """
              CREATE TABLE source_mark (
                queue INTEGER NOT NULL, source BLOB NOT NULL, seq INTEGER NOT NULL,
                PRIMARY KEY (queue, source)
              ) STRICT, WITHOUT ROWID"""),
          List.of(
              // A row has what was kept at once of a delivery, and the number of the last of it.
              // Numbers grow with time over all deliveries, so the oldest have the lowest.
              """
              CREATE TABLE attempt (
                number INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, size INTEGER NOT NULL,
                kept_at INTEGER NOT NULL, about BLOB NOT NULL
              ) STRICT""",
              "CREATE INDEX attempt_delivery ON attempt (delivery, number, size)"),
          List.of(
              "ALTER TABLE tenant ADD COLUMN state TEXT NOT NULL DEFAULT 'ACTIVE'",
              "ALTER TABLE api_key ADD COLUMN kind TEXT NOT NULL DEFAULT 'TENANT'",
              // One scope per line. A key from before there were scopes could do everything.
              """
              ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'publish:>
              subscribe:>
              queue:*
              kv:*
              manage'""",
              // What was done. Rows are only ever added.
              """
              CREATE TABLE audit (
                seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL,
                action TEXT NOT NULL, target TEXT NOT NULL, tenant TEXT, address TEXT NOT NULL,
                outcome TEXT NOT NULL, request TEXT NOT NULL, hash TEXT NOT NULL
              ) STRICT""",
              // Where that ends: one row, or none as long as nothing was done.
              """
              CREATE TABLE audit_head (
                id INTEGER PRIMARY KEY, count INTEGER NOT NULL, hash TEXT NOT NULL,
                seal TEXT NOT NULL
              ) STRICT""",
              // Numbers grow with time, so the newest has the highest.
              """
              CREATE TABLE invite (
                number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE,
                tag TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
                expires_at TEXT NOT NULL, state TEXT NOT NULL, tenant TEXT
              ) STRICT""",
              "CREATE INDEX invite_claiming ON invite (state) WHERE state = 'CLAIMING'",
              """
              CREATE TABLE invite_request (
                number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
                email TEXT NOT NULL, reason TEXT NOT NULL, address TEXT NOT NULL,
                created_at TEXT NOT NULL, status TEXT NOT NULL, decided_at TEXT, decided_by TEXT,
                note TEXT, invite TEXT
              ) STRICT""",
              "CREATE INDEX invite_request_status ON invite_request (status)"),
          List.of(
              // What a tenant may have, as JSON.
              "ALTER TABLE tenant ADD COLUMN quota TEXT NOT NULL DEFAULT '{}'",
              "ALTER TABLE api_key ADD COLUMN messages_per_second INTEGER",
              // How much its messages take, those past their retention included. NULL until the
              // next start has added that up: it is not in the rows as one number.
              "ALTER TABLE queue ADD COLUMN bytes INTEGER",
              // What it is found by, and all about it as JSON.
              """
              CREATE TABLE issuer (
                id TEXT PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL,
                issuer TEXT NOT NULL, audience TEXT NOT NULL, about TEXT NOT NULL,
                UNIQUE (tenant, name), UNIQUE (issuer, audience)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE ingest (
                id TEXT PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL,
                about TEXT NOT NULL,
                UNIQUE (tenant, name)
              ) STRICT, WITHOUT ROWID"""),
          List.of(
              // Topics have marks of sources, too. A number is never a queue's and a topic's.
              "ALTER TABLE source_mark RENAME COLUMN queue TO target",
              // The times when values end were reckoned by the time to live in due_by.
              """
              CREATE TABLE bucket (
                id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL,
                history INTEGER NOT NULL, ttl TEXT, max_bytes INTEGER, replicas INTEGER NOT NULL,
                geo TEXT NOT NULL, change_stream TEXT, created_at TEXT NOT NULL,
                last_rev INTEGER NOT NULL, since INTEGER NOT NULL, keys INTEGER NOT NULL,
                bytes INTEGER NOT NULL, due_by TEXT, stale INTEGER NOT NULL,
                UNIQUE (tenant, name)
              ) STRICT""",
              // The newest revision of each key, and how many earlier ones there are. A value ends
              // at "ends" if its bucket does not end it sooner; it is looked at when it is due.
              """
              CREATE TABLE kv_entry (
                id INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL,
                rev INTEGER NOT NULL, ts INTEGER NOT NULL, kind INTEGER NOT NULL,
                hops INTEGER NOT NULL, ends INTEGER, due INTEGER, past INTEGER NOT NULL,
                past_bytes INTEGER NOT NULL, type BLOB, value BLOB NOT NULL
              ) STRICT""",
              "CREATE UNIQUE INDEX kv_entry_key ON kv_entry (bucket, key)",
              // The entry that got each revision. When it gets a later one the row is stale, and
              // stays for a while: to remove each at once would write a page for each.
              """
              CREATE TABLE kv_rev (
                bucket INTEGER NOT NULL, rev INTEGER NOT NULL, entry INTEGER NOT NULL,
                PRIMARY KEY (bucket, rev)
              ) STRICT, WITHOUT ROWID""",
              "CREATE INDEX kv_entry_due ON kv_entry (due) WHERE due IS NOT NULL",
              "CREATE INDEX kv_entry_marker ON kv_entry (ts) WHERE kind > 0",
              "CREATE INDEX kv_entry_past ON kv_entry (bucket, past) WHERE past > 0",
              """
              CREATE TABLE kv_past (
                id INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL,
                rev INTEGER NOT NULL, ts INTEGER NOT NULL, kind INTEGER NOT NULL,
                hops INTEGER NOT NULL, ends INTEGER, due INTEGER, type BLOB, value BLOB NOT NULL
              ) STRICT""",
              "CREATE UNIQUE INDEX kv_past_key ON kv_past (bucket, key, rev)",
              "CREATE UNIQUE INDEX kv_past_rev ON kv_past (bucket, rev)",
              "CREATE INDEX kv_past_due ON kv_past (due) WHERE due IS NOT NULL",
              "CREATE INDEX kv_past_marker ON kv_past (ts) WHERE kind > 0"));

  private Schema() {}
}
