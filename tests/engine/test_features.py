"""Losses that judge as an eye would, and VGG-19 read from the file torchvision publishes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.features import VGG_SHARES, FeatureLoss
from engine.networks.vgg import VGG19, load_vgg19
from engine.runtime.errors import WeightsError


def photo(seed: int = 0, size: int = 48) -> Tensor:
    """A picture with areas, edges and a texture, 1×3×H×W, 0..1."""
    random = torch.Generator().manual_seed(seed)
    areas = functional.interpolate(torch.rand(1, 3, 4, 4, generator=random), size=size)
    return (0.15 + 0.6 * areas + 0.2 * torch.rand(1, 3, size, size, generator=random)).clamp(0, 1)


def blurred(picture: Tensor) -> Tensor:
    return functional.avg_pool2d(functional.pad(picture, (2, 2, 2, 2), mode="replicate"), 5, 1)


@pytest.fixture(scope="module")
def vgg_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with torchvision's names and shapes, classifier and all; the numbers are random."""
    path = tmp_path_factory.mktemp("weights") / "vgg19.pth"
    torch.manual_seed(3)
    network = VGG19()
    for module in network.features:
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
            nn.init.normal_(module.bias, std=0.1) if module.bias is not None else None
    torch.save({**network.state_dict(), "classifier.6.bias": torch.zeros(1000)}, path)
    return path


@pytest.fixture(params=["with VGG-19", "without a download"])
def loss(request: pytest.FixtureRequest, vgg_file: Path) -> FeatureLoss:
    return FeatureLoss(vgg_file if request.param == "with VGG-19" else None, "cpu")


def test_equal_pictures_cost_nothing(loss: FeatureLoss) -> None:
    assert float(loss(photo(), photo())) == 0


def test_more_of_a_fault_costs_more(loss: FeatureLoss) -> None:
    picture, other = photo(), photo(1)
    costs = [float(loss(torch.lerp(picture, other, share), picture)) for share in (0.05, 0.2, 0.5, 1.0)]
    assert costs == sorted(costs)
    assert costs[0] > 0


def test_the_gradient_leads_to_the_target(loss: FeatureLoss) -> None:
    target = photo(size=32)
    made = torch.full_like(target, 0.5).requires_grad_()
    optimizer = torch.optim.Adam([made], 0.02)
    before = float((made.detach() - target).abs().mean())
    for _ in range(80):
        optimizer.zero_grad()
        loss(made, target).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert float((made.detach() - target).abs().mean()) < 0.3 * before


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (37, 53), (15, 16)])
def test_pictures_of_any_size_can_be_compared(loss: FeatureLoss, size: tuple[int, int]) -> None:
    one, other = torch.rand(1, 3, *size), torch.rand(1, 3, *size)
    assert float(loss(one, other)) > 0
    assert torch.equal(loss(one, other), loss(one, other))


def test_without_weights_lost_texture_costs_more_than_the_same_error_as_a_tint() -> None:
    """Plain L1 would find both faults equal; an eye, and VGG, do not."""
    loss, picture = FeatureLoss(), photo() * 0.7
    soft = blurred(picture)
    tinted = picture + (soft - picture).abs().mean()
    assert float((tinted - picture).abs().mean()) == pytest.approx(float((soft - picture).abs().mean()), rel=1e-4)
    assert float(loss(soft, picture)) > 1.5 * float(loss(tinted, picture))


def test_without_weights_a_texture_whose_grains_lie_elsewhere_is_better_than_none() -> None:
    loss = FeatureLoss()
    random = torch.Generator().manual_seed(5)
    grain, others = (0.1 * (torch.rand(1, 3, 64, 64, generator=random) - 0.5) for _ in range(2))
    smooth = torch.full((1, 3, 64, 64), 0.5)
    wanted = smooth + grain

    def how_much_worse(cost: Callable[[Tensor, Tensor], Tensor]) -> float:
        return float(cost(smooth + others, wanted) / cost(smooth, wanted))

    assert how_much_worse(loss) < how_much_worse(functional.l1_loss) - 0.1


def test_the_shares_are_those_of_the_released_code(vgg_file: Path) -> None:
    network, one, other = load_vgg19(vgg_file), photo(), photo(1)
    mean, spread = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    seen = [(picture - mean.view(1, 3, 1, 1)) / spread.view(1, 3, 1, 1) for picture in (one, other)]
    expected = (seen[0] - seen[1]).abs().mean()
    for share, index in zip((1 / 2.6, 1 / 4.8, 1 / 3.7, 1 / 5.6, 10 / 1.5), (3, 8, 13, 22, 31), strict=True):
        layers = network.features[: index + 1]
        expected = expected + share * (layers(seen[0]) - layers(seen[1])).abs().mean()
    assert torch.allclose(FeatureLoss(vgg_file)(one, other), expected, rtol=1e-4)
    assert len(VGG_SHARES) == 6


def test_the_names_are_torchvisions(vgg_file: Path) -> None:
    """features.0 is conv1_1, features.30 conv5_2: the places of the convolutions in torchvision's VGG-19."""
    places = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30]
    assert {f"features.{place}.{part}" for place in places for part in ("weight", "bias")} == set(
        VGG19().state_dict()
    )


def _old_format(path: Path, tensors: dict[str, Tensor]) -> None:
    torch.save(tensors, path, _use_new_zipfile_serialization=False)
    assert not zipfile.is_zipfile(path)


@pytest.mark.parametrize("write", [_old_format, lambda path, tensors: save_file(tensors, path)])
def test_the_published_files_older_format_and_safetensors_are_read_too(
    tmp_path: Path, vgg_file: Path, write: Callable[[Path, dict[str, Tensor]], None]
) -> None:
    network = load_vgg19(vgg_file)
    path = tmp_path / ("a.pth" if write is _old_format else "a.safetensors")
    write(path, dict(network.state_dict()))
    again = load_vgg19(path)
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), again.parameters(), strict=True))


class _Code:
    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return exec, ("raise SystemExit('code of a weights file was run')",)


def test_a_file_that_is_not_vgg_is_named_and_no_code_of_it_is_run(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pth"
    cases: dict[str, Callable[[], object]] = {
        "no weights at": lambda: bad.unlink(missing_ok=True),
        "not read": lambda: torch.save({"features.0.weight": _Code()}, bad),
        "VGG-19": lambda: torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3)}, bad),
        "of a network": lambda: torch.save([1, 2, 3], bad),
        "weights|damaged": lambda: bad.write_bytes(b"PK\x03\x04 half a file"),
    }
    for said, make in cases.items():
        make()
        with pytest.raises(WeightsError, match=said) as told:
            load_vgg19(bad)
        assert str(bad) in str(told.value)
        assert "\n" not in str(told.value)
