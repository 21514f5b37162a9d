package io.edgemq.ports.out;

import io.edgemq.domain.TenantId;
import java.util.Collection;
import java.util.Map;

/// What the processes of a deployment tell each other about what tenants use of them now. Nothing
/// is stored. A process that is alone tells nobody and hears nothing.
public interface PeerUsage {
  /// How long a report holds when no newer one comes: its process may be gone.
  long HOLDS_MILLIS = 2_000;

  /// Tells the others what this process is used for. Never blocks and never throws: what is lost is
  /// told again with the next report.
  void report(Report own);

  /// The latest report of each other process that is not older than [#HOLDS_MILLIS], by when it
  /// came. Answers from memory.
  Collection<Report> others();

  /// What one process is used for now.
  ///
  /// @param process its id, made at its start
  /// @param wanted how many messages came for each account within the last second, refused ones
  ///     too; an account is a tenant's id, or `<tenant>/<key id>` of a key with a rate
  /// @param connections how many streams and sockets each tenant has open
  record Report(String process, Map<String, Long> wanted, Map<TenantId, Integer> connections) {
    public Report {
      wanted = Map.copyOf(wanted);
      connections = Map.copyOf(connections);
    }
  }
}
