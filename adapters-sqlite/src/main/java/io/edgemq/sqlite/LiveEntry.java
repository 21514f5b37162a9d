package io.edgemq.sqlite;

import io.edgemq.domain.kv.KvEntry;

/// An entry in memory, for those who follow its bucket.
///
/// @param ends when its value ends if the bucket does not end it sooner; [KvRows#NEVER] when it
///     does not
record LiveEntry(KvEntry entry, long ends) {
  /// What has to be known of it.
  static final LiveMessages.Measure<LiveEntry> MEASURE =
      new LiveMessages.Measure<>() {
        @Override
        public long sequence(LiveEntry message) {
          return message.entry().revision();
        }

        @Override
        public long bytes(LiveEntry message) {
          return message.entry().sizeInBytes();
        }
      };
}
