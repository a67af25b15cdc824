"""The server over standard input and output, by a client that is not ours (pytest-lsp on pygls)."""

import asyncio
import os
import pathlib

import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

SHOP = "policy shop\nfacts { 评分： decimal, open: bool }\n"
ENTRY = (
    'policy entry\nuse shop.{open}\nsource page { title "P" clause "1" "店铺须正常营业" }\n'
    "decision entry {\n    outcomes permit < deny\n    default permit because \"ok\"\n"
    '    rule closed { require open else deny because "no" cite page "1" }\n}\n'
)


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[os.environ["ZHUN"], "lsp"]))
async def client(lsp_client: LanguageClient, tmp_path: pathlib.Path):
    (tmp_path / "shop.policy").write_text(SHOP, encoding="utf-8")
    (tmp_path / "entry.policy").write_text(ENTRY, encoding="utf-8")
    params = types.InitializeParams(
        capabilities=pytest_lsp.client_capabilities("neovim"),
        workspace_folders=[types.WorkspaceFolder(uri=tmp_path.as_uri(), name="w")],
    )
    await lsp_client.initialize_session(params)
    lsp_client.folder = tmp_path
    yield
    await lsp_client.shutdown_session()


async def told(client: LanguageClient, uri: str, count: int):
    """Waits until so many diagnostics are known of a file."""
    for _ in range(1000):
        found = client.diagnostics.get(uri)
        if found is not None and len(found) == count:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"{count} diagnostics were not told, but {client.diagnostics.get(uri)}")


async def test_a_colon_is_mended_and_a_citation_is_told(client: LanguageClient):
    uri = (client.folder / "shop.policy").as_uri()
    document = types.TextDocumentItem(uri=uri, language_id="zhun", version=1, text=SHOP)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    [found] = await told(client, uri, 1)
    assert found.code == "full-width-punctuation"
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=found.range,
            context=types.CodeActionContext(diagnostics=[found]),
        )
    )
    [edit] = actions[0].edit.changes[uri]
    lines = SHOP.split("\n")
    line = lines[edit.range.start.line]
    lines[edit.range.start.line] = line[: edit.range.start.character] + edit.new_text + line[edit.range.end.character :]
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=uri, version=2),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text="\n".join(lines))],
        )
    )
    await told(client, uri, 0)

    entry = (client.folder / "entry.policy").as_uri()
    line = next(n for n, text in enumerate(ENTRY.split("\n")) if "cite" in text)
    hover = await client.text_document_hover_async(
        types.HoverParams(
            text_document=types.TextDocumentIdentifier(uri=entry),
            position=types.Position(line=line, character=ENTRY.split("\n")[line].index("cite") + 7),
        )
    )
    assert "店铺须正常营业" in hover.contents.value

    where = types.TextDocumentPositionParams(
        text_document=types.TextDocumentIdentifier(uri=entry),
        position=types.Position(line=line, character=ENTRY.split("\n")[line].index("open")),
    )
    renamed = await client.text_document_rename_async(
        types.RenameParams(text_document=where.text_document, position=where.position, new_name="营业中")
    )
    assert sorted(renamed.changes) == sorted([entry, uri])
