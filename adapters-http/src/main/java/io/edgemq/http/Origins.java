package io.edgemq.http;

import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;
import io.edgemq.server.Call;
import java.util.Set;

/// What the audit says of calls: never a secret.
final class Origins {
  /// Arguments of paths that whoever reads them could use.
  private static final Set<String> SECRETS = Set.of("token", "receipt");

  /// How paths end that name a key: somebody may have put its token there.
  private static final String KEY = "/keys/{id}";

  private static final int MAX_LENGTH = 300;

  private Origins() {}

  /// From where `call` comes.
  static Origin of(Call call) {
    return new Origin(call.clientAddress(), call.id());
  }

  /// Who makes `call`, which is an operator's.
  static Actor operator(Call call) {
    return new Actor(call.operator().name(), of(call));
  }

  /// The method and path of `call`; of a path that has a secret, what the path looks like.
  static String text(Call call) {
    var route = call.route().path();
    boolean isSecret =
        route.endsWith(KEY) || SECRETS.stream().anyMatch(name -> route.contains("{" + name + "}"));
    var path = isSecret ? route : call.rawPath();
    return call.method().text()
        + " "
        + (path.length() <= MAX_LENGTH ? path : path.substring(0, MAX_LENGTH) + "...");
  }
}
