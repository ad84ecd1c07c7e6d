"""The torch module beside NumPy, where torch is installed."""

import numpy as np
import pytest

import unified_embedding

torch = pytest.importorskip(
    "torch",
    reason="torch is not installed: pip install unified-embedding[torch] to test its module",
)


@pytest.fixture
def frame(golden):
    return golden["examples"]


@pytest.mark.parametrize("trainable", [False, True])
def test_module_gives_the_logits_of_numpy(table, frame, trainable):
    module = table.to_torch(trainable=trainable)
    logits = module(table.lookups(frame))
    assert logits.requires_grad == trainable
    np.testing.assert_allclose(logits.detach().numpy(), table.logits(frame), atol=1e-5)


def test_frozen_module_has_nothing_to_train_and_saves_no_rows(table):
    module = table.to_torch()
    assert not any(parameter.requires_grad for parameter in module.parameters())
    assert not any(name.startswith("rows.") for name in module.state_dict())


@pytest.mark.parametrize("sparse", [False, True])
def test_training_changes_only_rows_that_were_looked_up_and_no_file(table, frame, sparse):
    module = table.to_torch(trainable=True, sparse=sparse)
    lookups = table.lookups({name: values[:5] for name, values in frame.items()})
    before = table.logits(frame)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        module(lookups), torch.ones(5), reduction="sum"
    )
    loss.backward()
    torch.optim.SGD(module.parameters(), lr=1e-3).step()
    touched = np.unique(np.concatenate([rows.reshape(-1) for rows in lookups.rows.values()]))
    vectors = torch.cat(list(module.rows.parameters())).detach().numpy()
    published = np.empty_like(vectors)
    table._rows.take(np.arange(len(vectors)), published)
    changed = np.flatnonzero((vectors != published).any(1))
    assert 0 < len(changed) <= len(touched)
    assert np.isin(changed, touched).all()
    assert module(lookups).sum() > before[:5].sum()
    np.testing.assert_array_equal(
        unified_embedding.load(table.folder, verify=True).logits(frame), before
    )
