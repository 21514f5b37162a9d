package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What rates and quotas cost that are never reached: tenants publish to topics of their own at one
/// server in turns, one of which has nothing that is bounded.
record PublishQuotasScenario() implements Scenario {
  private static final double AT_LEAST = 0.95;
  private static final String PATH = "/v1/topics/bench/messages";
  private static final String RATE = "\"messages_per_second\":1000000";
  private static final String STORAGE = "\"storage_bytes\":1000000000000";

  private static final String BETWEEN =
      ",\"queues\":null,\"topics\":null,\"subscriptions\":null,\"connections\":null,";

  /// Somebody who publishes, and what bounds it.
  ///
  /// @param quota the fields of its tenant's quota
  /// @param key the fields of its key
  private record Side(String name, String quota, String key) {}

  private static final List<Side> BOUNDED =
      List.of(
          new Side("tenant's rate", RATE, ""),
          new Side("storage quota", STORAGE, ""),
          new Side("all, with the key's rate", STORAGE + BETWEEN + RATE, RATE));

  @Override
  public String name() {
    return "publish-quotas";
  }

  @Override
  public String question() {
    return "publish to a topic with rates and quotas set, against none; 256 bytes, 64 connections";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var edgemq = lab.edgemq("data");
    var admin = edgemq.with(lab.adminToken("data"));
    var free = target(lab, edgemq, tenant(admin, new Side("free", "", "")));
    var findings = new ArrayList<Finding>();
    free.warm();
    for (var side : BOUNDED) {
      var bounded = target(lab, edgemq, tenant(admin, side));
      bounded.warm();
      var compared = Comparison.of(lab.options().rounds(), bounded::perSecond, free::perSecond);
      findings.add(Finding.ratio(side.name() + " / none", compared, AT_LEAST));
    }
    return findings;
  }

  private static Target target(Lab lab, Server edgemq, String token) {
    edgemq.with(token).post("/v1/topics", "{\"name\":\"bench\"}");
    return new Target(lab, edgemq, new Post(PATH, token));
  }

  /// Makes a tenant that is bounded so. Answers its key.
  private static String tenant(Server admin, Side side) {
    var made = admin.post("/v1/admin/tenants", "{\"tag\":\"bench\"}");
    var path = "/v1/admin/tenants/" + text(made, "tenant_id");
    var set = admin.put(path + "/quota", "{" + side.quota() + "}");
    if (!set.contains(side.quota())) throw new IllegalStateException("another quota: " + set);
    return text(admin.post(path + "/keys", "{" + side.key() + "}"), "key");
  }

  /// The text of a field in an answer.
  private static String text(String answer, String field) {
    var found = Pattern.compile("\"" + field + "\":\"([^\"]+)\"").matcher(answer);
    if (!found.find()) throw new IllegalStateException("no " + field + " in " + answer);
    return found.group(1);
  }
}
