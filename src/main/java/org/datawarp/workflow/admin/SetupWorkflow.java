package org.datawarp.workflow.admin;

import java.util.List;
import java.util.function.Supplier;
import org.datawarp.platform.config.Configuration;
import org.datawarp.storage.workspace.LegacyTree;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** Sets a workspace up and shows its configuration. */
public final class SetupWorkflow {
  private final Workspace workspace;
  private final Supplier<Configuration> configuration;

  /** Makes the workflow. */
  public SetupWorkflow(Workspace workspace, Supplier<Configuration> configuration) {
    this.workspace = workspace;
    this.configuration = configuration;
  }

  /** Returns the workspace's folder. */
  public String root() {
    return workspace.root().toString();
  }

  /** Creates what is missing and returns it, as shown to people; empty when all was there. */
  public List<String> create() {
    new LegacyTree(workspace).requireAbsent();
    return new WorkspaceSetup(workspace).create(Configuration.template());
  }

  /**
   * One setting.
   *
   * @param key its dotted key
   * @param value its value as text, secrets blotted out; empty where there is none
   * @param origin where it came from
   */
  public record SettingLine(String key, String value, String origin) {}

  /** Lists every setting with its value and where that came from. */
  public List<SettingLine> settings() {
    return configuration.get().settings().stream()
        .map(setting -> new SettingLine(setting.key(), setting.value(), setting.origin()))
        .toList();
  }
}
