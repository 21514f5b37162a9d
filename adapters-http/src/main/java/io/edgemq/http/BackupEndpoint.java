package io.edgemq.http;

import io.edgemq.ports.in.BackUp;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Copies the database of the control plane, for operators (SPEC 7).
final class BackupEndpoint {
  private static final int EXPECTED = 320;

  private final BackUp backup;

  BackupEndpoint(BackUp backup) {
    this.backup = backup;
  }

  List<Route> routes() {
    return List.of(Route.of(Method.POST, "/v1/admin/backup", this::backUp).forOperators());
  }

  private Reply backUp(Call call) {
    Fields.of(call);
    var copy = Results.require(backup.backUp(Origins.operator(call)));
    return JsonReply.of(
        Status.CREATED_201,
        new JsonOut(EXPECTED)
            .object()
            .field("file", copy.file())
            .field("bytes", copy.bytes())
            .field("sha256", copy.sha256())
            .field("at", copy.at().toString())
            .endObject());
  }
}
