package io.edgemq.jetstream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/// A nats-server in a container, for machines that have Docker and no binary. The image is
/// `EDGEMQ_NATS_IMAGE`, or the official one.
///
/// It shares the network and the files that matter with its host, under the same names, so that the
/// same arguments mean the same in it as for a process.
final class NatsContainer implements RunningNats {
  private static final String OFFICIAL = "nats:2.12";

  private final GenericContainer<?> container;

  private NatsContainer(GenericContainer<?> container) {
    this.container = container;
  }

  /// Starts one; it does not serve yet when this returns.
  static NatsContainer launch(NatsServer.Setup setup) {
    var configuration = Deployed.directory().toString();
    var files = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().toString();
    var owner = owner(setup.directory());
    var container =
        new GenericContainer<>(image())
            .withNetworkMode("host")
            .withFileSystemBind(configuration, configuration, BindMode.READ_ONLY)
            .withFileSystemBind(files, files, BindMode.READ_WRITE)
            .withEnv(setup.environment())
            .withCommand(setup.arguments().toArray(String[]::new))
            .withCreateContainerCmdModifier((CreateContainerCmd create) -> create.withUser(owner));
    container.start();
    return new NatsContainer(container);
  }

  private static DockerImageName image() {
    var named = System.getenv("EDGEMQ_NATS_IMAGE");
    return DockerImageName.parse(named == null || named.isEmpty() ? OFFICIAL : named);
  }

  /// Who may remove what the server stores.
  private static String owner(Path directory) {
    try {
      var user = Files.getAttribute(directory, "unix:uid");
      return user + ":" + Files.getAttribute(directory, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isAlive() {
    return container.isRunning();
  }

  @Override
  public void kill() {
    if (container.isRunning()) {
      signal("KILL");
    }
    container.stop();
  }

  @Override
  public void stop() {
    signal("STOP");
  }

  @Override
  public void proceed() {
    signal("CONT");
  }

  private void signal(String name) {
    DockerClient docker = container.getDockerClient();
    docker.killContainerCmd(container.getContainerId()).withSignal(name).exec();
  }
}
