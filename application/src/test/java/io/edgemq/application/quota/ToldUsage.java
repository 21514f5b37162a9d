package io.edgemq.application.quota;

import io.edgemq.ports.out.PeerUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Processes that hear each other at once.
final class ToldUsage {
  private final Map<PeerUsage, PeerUsage.Report> latest = new ConcurrentHashMap<>();
  final List<PeerUsage.Report> told = new ArrayList<>();

  /// One more process.
  PeerUsage join() {
    return new Member();
  }

  private final class Member implements PeerUsage {
    @Override
    public void report(Report own) {
      latest.put(this, own);
      told.add(own);
    }

    @Override
    public Collection<Report> others() {
      return latest.entrySet().stream()
          .filter(each -> each.getKey() != this)
          .map(Map.Entry::getValue)
          .toList();
    }
  }
}
