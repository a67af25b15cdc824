import { type ExtensionContext, type OutputChannel, commands, env, window, workspace } from "vscode";
import { type ExecuteCommandSignature, LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;
let log: OutputChannel;
let verdicts: OutputChannel;
let turn: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  log = window.createOutputChannel("Zhun");
  verdicts = window.createOutputChannel(chinese() ? "Zhun 示例" : "Zhun examples");
  const settings = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("zhun")) void inTurn(restart);
  });
  context.subscriptions.push(log, verdicts, settings);
  await inTurn(start);
}

export async function deactivate(): Promise<void> {
  await inTurn(stop);
}

async function start(): Promise<void> {
  const set = workspace.getConfiguration("zhun");
  const command = set.get<string>("path") || "zhun";
  const locale = set.get<string>("locale") || env.language;
  const server = { command, args: ["lsp"] };
  client = new LanguageClient("zhun", "Zhun", server, {
    documentSelector: [
      { language: "zhun", scheme: "file" },
      { language: "zhun", scheme: "untitled" },
    ],
    initializationOptions: { locale },
    middleware: { executeCommand },
    outputChannel: log,
  });
  try {
    await client.start();
  } catch (error) {
    const settings = chinese() ? "打开设置" : "Open settings";
    const words = chinese()
      ? `${command} 启动不了。请安装 zhun，或在设置 zhun.path 里写明它的路径。${error}`
      : `${command} does not start. Install zhun, or set zhun.path to where it is. ${error}`;
    void window.showErrorMessage(words, settings).then((chosen) => {
      if (chosen) void commands.executeCommand("workbench.action.openSettings", "zhun.path");
    });
  }
}

async function stop(): Promise<void> {
  const stopping = client;
  client = undefined;
  // One that did not start refuses to stop.
  if (stopping?.needsStop()) await stopping.stop().catch(() => undefined);
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

/// One start or stop after the other, however fast the settings change.
function inTurn(what: () => Promise<void>): Promise<void> {
  turn = turn.then(what, what);
  return turn;
}

/// A message of the editor is one line; the reasons of a verdict are several.
async function executeCommand(name: string, values: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const result: unknown = await next(name, values);
  if (name === "zhun.runExample" && isVerdict(result)) {
    verdicts.replace(`${result.title}\n\n${result.explained}\n`);
    verdicts.show(true);
  }
  return result;
}

function isVerdict(value: unknown): value is { title: string; explained: string } {
  return typeof value === "object" && value !== null && "title" in value && "explained" in value;
}

function chinese(): boolean {
  return env.language.startsWith("zh");
}
