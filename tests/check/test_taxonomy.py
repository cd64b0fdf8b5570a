from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model import Competence

TAXONOMY = Taxonomy(
    [
        Competence(id="machining"),
        Competence(id="milling", parent="machining"),
        Competence(id="5-axis milling", parent="milling"),
        Competence(id="turning", parent="machining"),
    ]
)


def test_steps_count_the_way_up() -> None:
    assert TAXONOMY.steps("milling", "milling") == 0
    assert TAXONOMY.steps("milling", "machining") == 1
    assert TAXONOMY.steps("5-axis milling", "machining") == 2


def test_no_way_down_or_across() -> None:
    assert TAXONOMY.steps("machining", "milling") is None
    assert TAXONOMY.steps("turning", "milling") is None


def test_an_undeclared_competence_stands_alone() -> None:
    assert TAXONOMY.steps("casting", "casting") == 0
    assert TAXONOMY.steps("casting", "machining") is None
    assert list(TAXONOMY.below("casting")) == ["casting"]


def test_below_holds_all_descendants_once() -> None:
    assert sorted(TAXONOMY.below("machining")) == ["5-axis milling", "machining", "milling", "turning"]
    assert sorted(TAXONOMY.below("milling")) == ["5-axis milling", "milling"]


def test_a_circle_does_not_hang() -> None:
    circle = Taxonomy([Competence(id="a", parent="b"), Competence(id="b", parent="a")])
    assert circle.steps("a", "c") is None
    assert circle.steps("a", "b") == 1
    assert sorted(circle.below("a")) == ["a", "b"]
