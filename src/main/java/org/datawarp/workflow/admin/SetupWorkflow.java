package org.datawarp.workflow.admin;

import java.util.List;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.platform.config.Configuration;
import org.datawarp.storage.workspace.LegacyTree;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** Sets a workspace up and shows its configuration. */
public final class SetupWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow. */
  public SetupWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
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
    return context.configuration().settings().stream()
        .map(setting -> new SettingLine(setting.key(), setting.value(), setting.origin()))
        .toList();
  }
}
