"""An enterprise as a graph, and as GraphML that reads back the same."""

from pathlib import Path

import networkx
import pytest

import vebuilder as ve
from vebuilder.cli import main
from vebuilder.demo import example


@pytest.fixture(scope="module")
def about() -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    project, network = example()
    return ve.form_enterprise(project, network), project, network


def test_partners_tasks_and_what_ties_them(about: tuple[ve.Enterprise, ve.Project, ve.Network]) -> None:
    enterprise, project, network = about
    graph = ve.io.to_graph(*about)
    firms = {data["id"] for _, data in graph.nodes(data=True) if data["kind"] == "firm"}
    tasks = [data["id"] for _, data in graph.nodes(data=True) if data["kind"] == "task"]
    assert firms == set(enterprise.partners)
    assert tasks == [task.id for task in project.tasks]
    edges: dict[str, list[dict[str, object]]] = {}
    for _, _, data in graph.edges(data=True):
        edges.setdefault(data["kind"], []).append(data)
    assert len(edges["does"]) == len(enterprise.assignments)
    assert sum(float(str(edge["cost"])) for edge in edges["does"]) == pytest.approx(enterprise.cost.work)
    assert len(edges["interface"]) == len(project.interfaces)
    within = [link for link in network.trust if {link.source, link.target} <= firms]
    assert len(edges["trust"]) == sum(1 + link.mutual for link in within)
    assert graph.nodes["firm drava-orodja"]["attribute country"] == "SI"
    assert graph.nodes["firm drava-orodja"]["label"] == "Drava Orodja, Maribor"


def test_the_enterprise_alone_will_do(about: tuple[ve.Enterprise, ve.Project, ve.Network]) -> None:
    graph = ve.io.to_graph(about[0])
    assert {data["kind"] for _, _, data in graph.edges(data=True)} == {"does"}


def test_graphml_reads_back_the_same(
    about: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    ve.io.write_graphml(tmp_path / "e.graphml", *about)
    back = networkx.read_graphml(tmp_path / "e.graphml", force_multigraph=True)
    graph = ve.io.to_graph(*about)
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(map(str, back.edges(data=True))) == sorted(map(str, graph.edges(data=True)))


def test_names_that_xml_has_no_place_for_are_written(tmp_path: Path) -> None:
    firm = ve.Firm(id="a\x00<&\"'", name="\x1b[31m</node>", offers=[ve.Offer(competence="x")])
    project = ve.Project(id="]]>", tasks=[ve.Task(id="<task>", competence="x")])
    enterprise = ve.form_enterprise(project, ve.Network(firms=[firm]))
    ve.io.write_graphml(tmp_path / "e.graphml", enterprise, project, ve.Network(firms=[firm]))
    back = networkx.read_graphml(tmp_path / "e.graphml", force_multigraph=True)
    assert {data["kind"] for _, data in back.nodes(data=True)} == {"firm", "task"}
    assert "task <task>" in back


def test_other_inputs_are_refused(about: tuple[ve.Enterprise, ve.Project, ve.Network]) -> None:
    enterprise, project, network = about
    other = project.model_copy(update={"budget": 1.0})
    with pytest.raises(ve.DataError, match="other data"):
        ve.io.to_graph(enterprise, other, network)
    with pytest.raises(ve.DataError, match="other tasks"):
        ve.io.to_graph(enterprise, ve.Project(id="p", tasks=[ve.Task(id="t", competence="x")]))
    with pytest.raises(ve.DataError, match="other firms"):
        ve.io.to_graph(enterprise, network=ve.Network(firms=[ve.Firm(id="f")]))
    with pytest.raises(ve.DataError, match="an Enterprise is needed"):
        ve.io.to_graph(project)
    with pytest.raises(ve.DataError, match="project"):
        ve.io.to_graph(enterprise, network)  # type: ignore[arg-type]


def test_the_command_line_converts_to_a_graph(
    about: tuple[ve.Enterprise, ve.Project, ve.Network],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = []
    for name, record in zip(("enterprise", "project", "network"), about, strict=True):
        paths.append(str(tmp_path / f"{name}.json"))
        ve.save(record, paths[-1])
    out = tmp_path / "e.graphml"
    assert main(["convert", *paths, str(out)]) == 0
    assert capsys.readouterr().out == f"wrote {out}\n"
    assert "interface" in out.read_text(encoding="utf-8")
    assert main(["convert", paths[0], str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["convert", *paths[1:], str(tmp_path / "no.graphml")]) == 2
    assert "a graph shows one enterprise" in capsys.readouterr().err
    assert main(["convert", paths[0], str(tmp_path / "no.txt"), "--to", "graphml"]) == 2
    assert "end it in .graphml" in capsys.readouterr().err
