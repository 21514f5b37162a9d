package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What it costs to know who publishes, and how much that one may: each side publishes the same,
/// the
/// first one with a key and no bounds. All take turns at one server, so a slow minute of the
/// machine
/// affects all of them.
record PublishIdentityScenario() implements Scenario {
  private static final double AT_LEAST = 0.95;
  private static final String PATH = "/v1/topics/bench/messages";
  private static final String SCOPE = "publish:bench";

  /// Somebody who publishes.
  private record Side(String name, Target target) {}

  @Override
  public String name() {
    return "publish-identity";
  }

  @Override
  public String question() {
    return "publish to a topic by a JWT, against a key; 256 bytes, 64 connections";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var edgemq = lab.pushing("data");
    edgemq.post("/v1/topics", "{\"name\":\"bench\"}");
    try (var issuer = new TokenIssuer()) {
      edgemq.post("/v1/issuers", trusting(issuer));
      return compare(
          lab,
          List.of(
              new Side("key", target(lab, edgemq, edgemq.token())),
              new Side("JWT", target(lab, edgemq, issuer.token(SCOPE)))));
    }
  }

  private static Target target(Lab lab, Server edgemq, String token) {
    return new Target(lab, edgemq, new Post(PATH, token));
  }

  private static String trusting(TokenIssuer issuer) {
    return """
        {"name":"bench","issuer":"%s","audience":"%s","jwks_url":"%s","scopes":["%s"]}"""
        .formatted(TokenIssuer.ISSUER, TokenIssuer.AUDIENCE, issuer.keysUrl(), SCOPE);
  }

  /// Each side against the first one.
  private static List<Finding> compare(Lab lab, List<Side> sides) {
    sides.forEach(side -> side.target().warm());
    var figures = turns(lab.options().rounds(), sides);
    var findings = new ArrayList<Finding>();
    for (int i = 1; i < sides.size(); i++) {
      int side = i;
      var rounds =
          figures.stream().map(figure -> new Comparison.Round(figure[side], figure[0])).toList();
      findings.add(
          Finding.ratio(
              sides.get(i).name() + " / " + sides.getFirst().name(),
              new Comparison(rounds),
              AT_LEAST));
    }
    for (var side : sides) {
      findings.add(Finding.number(side.name() + " p99", side.target().p99Micros(), "µs"));
    }
    return findings;
  }

  /// Messages a second of each side, for each round. Who is first changes from round to round.
  private static List<double[]> turns(int rounds, List<Side> sides) {
    return IntStream.range(0, rounds)
        .mapToObj(
            round -> {
              var figures = new double[sides.size()];
              for (int i = 0; i < figures.length; i++) {
                int side = (round + i) % figures.length;
                figures[side] = sides.get(side).target().perSecond();
              }
              return figures;
            })
        .toList();
  }
}
