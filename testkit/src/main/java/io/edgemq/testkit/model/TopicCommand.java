package io.edgemq.testkit.model;

import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import java.time.Duration;

/// One step of a [TopicHistory].
public sealed interface TopicCommand {
  /// Append a batch.
  ///
  /// @param suffix of each message's subject; empty: none
  /// @param bytes of each payload, at least
  /// @param key 0: no dedup key
  record Append(int messages, String suffix, int bytes, int key) implements TopicCommand {}

  /// Read a page.
  ///
  /// @param back how far before the end it begins
  record Read(long back, SubjectFilter filter, int limit, long maxBytes) implements TopicCommand {}

  /// Find where a reader begins.
  record Locate(Start start, SubjectFilter filter) implements TopicCommand {}

  /// Look what the log holds.
  record Look() implements TopicCommand {}

  /// Open a reader.
  ///
  /// @param back how far before the end it begins
  record Tail(long back) implements TopicCommand {}

  /// Let a reader read, without waiting.
  record Next(int reader, int max) implements TopicCommand {}

  /// Replace the configuration.
  record Configure(TopicConfig config) implements TopicCommand {}

  /// Let time pass, or set the clock back.
  record Pass(Duration time) implements TopicCommand {}

  /// Close the store and open it again.
  record Reopen() implements TopicCommand {}
}
