import { type ExtensionContext, env, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const settings = workspace.getConfiguration("zhun");
  const command = settings.get<string>("path") || "zhun";
  const locale = settings.get<string>("locale") || env.language;
  const server = { command, args: ["lsp"] };
  client = new LanguageClient("zhun", "Zhun", server, {
    documentSelector: [
      { language: "zhun", scheme: "file" },
      { language: "zhun", scheme: "untitled" },
    ],
    initializationOptions: { locale },
  });
  context.subscriptions.push({ dispose: () => void client?.stop() });
  try {
    await client.start();
  } catch (error) {
    const chinese = env.language.startsWith("zh");
    const words = chinese
      ? `启动不了 ${command} lsp：${error}。请安装 zhun，或在设置 zhun.path 里写明它的路径。`
      : `${command} lsp does not start: ${error}. Install zhun, or set zhun.path to where it is.`;
    void window.showErrorMessage(words);
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
