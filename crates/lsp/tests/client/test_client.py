"""The server over standard input and output, by a client that is not ours (pytest-lsp on pygls)."""

import asyncio
import os
import pathlib

import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

SHOP = "policy shop\nfacts { 评分： decimal, open: bool }\ndefine good = 评分 >= 4.0\n"
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
    result = await lsp_client.initialize_session(params)
    # This client likes bytes best.
    assert result.capabilities.position_encoding == types.PositionEncodingKind.Utf8
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
    line = lines[edit.range.start.line].encode()
    start, end = edit.range.start.character, edit.range.end.character
    lines[edit.range.start.line] = (line[:start] + edit.new_text.encode() + line[end:]).decode()
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


async def test_examples_run_and_what_is_shown_beside_the_text(client: LanguageClient):
    uri = (client.folder / "rules.policy").as_uri()
    text = (
        "policy rules\nfacts { item: { price: decimal } }\ndefine dear = item.price > 3.0\n"
        'example dear "four" { given { item: { price: 4 } } expect true }\n'
    )
    document = types.TextDocumentItem(uri=uri, language_id="zhun", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    identifier = types.TextDocumentIdentifier(uri=uri)

    [lens] = await client.text_document_code_lens_async(types.CodeLensParams(text_document=identifier))
    lens = await client.code_lens_resolve_async(lens)
    assert lens.command.title == "✓ true"
    ran = await client.workspace_execute_command_async(
        types.ExecuteCommandParams(command=lens.command.command, arguments=lens.command.arguments)
    )
    assert ran["passed"] is True

    whole = types.Range(start=types.Position(line=0, character=0), end=types.Position(line=9, character=0))
    [hint] = await client.text_document_inlay_hint_async(
        types.InlayHintParams(text_document=identifier, range=whole)
    )
    assert hint.label == ": bool"
    tokens = await client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(text_document=identifier)
    )
    assert len(tokens.data) % 5 == 0 and list(tokens.data[:5]) == [0, 0, 6, 12, 0]

    # A field, not the fact: in the facts, behind the dot, and in the example.
    place = types.Position(line=2, character=text.split("\n")[2].index("price"))
    renamed = await client.text_document_rename_async(
        types.RenameParams(text_document=identifier, position=place, new_name="cost")
    )
    assert sorted(edit.range.start.line for edit in renamed.changes[uri]) == [1, 2, 3]

    # What is typed comes in parts.
    line = text.split("\n")[2]
    change = types.TextDocumentContentChangePartial(
        range=types.Range(start=place, end=types.Position(line=2, character=len(line))), text=""
    )
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=uri, version=2), content_changes=[change]
        )
    )
    offered = await client.text_document_completion_async(types.CompletionParams(text_document=identifier, position=place))
    assert [item.label for item in offered] == ["price"]


async def test_a_buffer_without_a_file(client: LanguageClient):
    uri = "untitled:Untitled-1"
    document = types.TextDocumentItem(uri=uri, language_id="zhun", version=1, text="policy new\nuse shop.{opn}\n")
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    [found] = await told(client, uri, 1)
    assert found.code == "unknown-name"
