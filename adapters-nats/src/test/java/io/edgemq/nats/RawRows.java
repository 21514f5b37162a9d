package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.table.Bucket;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.RowFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes rows as other versions of EdgeMQ write them.
record RawRows(Cluster cluster) {
  private static final RowFormat<String> TEXT =
      new RowFormat<>() {
        @Override
        public byte[] write(String row) {
          return row.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String read(byte[] bytes) {
          return new String(bytes, StandardCharsets.UTF_8);
        }
      };

  void put(String bucket, String key, String row) {
    var rows = new Bucket(cluster, bucket);
    assertThat(rows.publish(List.of(new Edit.Put<>(key, row)), TEXT, rows.lastSequence()))
        .isInstanceOf(Published.Kept.class);
  }
}
