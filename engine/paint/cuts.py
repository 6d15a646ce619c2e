"""The cheapest cut through a graph of neighbors, many times over: only what pulls the nodes changes between cuts.

Dinic's maximum flow; building SciPy's matrices anew for every cut would take several times as long as the flow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

Nodes = NDArray[np.bool_]  # one a node
Indices = NDArray[np.int64]


class Graph:
    """`one`, `other`: the two nodes of each edge; `weight`: what it costs to cut it, int32."""

    def __init__(self, one: Indices, other: Indices, weight: NDArray[np.int32], count: int) -> None:
        self.count = count
        source, sink, every = count, count + 1, np.arange(count)
        terminal = np.full(count, source), np.full(count, sink)
        rows = np.concatenate([one, other, terminal[0], every, every, terminal[1]])
        columns = np.concatenate([other, one, every, terminal[1], terminal[0], every])
        order = np.lexsort((columns, rows))
        self._rows, self._columns = rows[order], columns[order].astype(np.int32)
        self._starts = np.searchsorted(self._rows, np.arange(count + 3)).astype(np.int32)
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        edges = 2 * len(one)
        self._pulled, self._pushed = place[edges : edges + count], place[edges + count : edges + 2 * count]
        self._capacity = np.zeros(len(order), np.int32)
        self._capacity[place[:edges]] = np.concatenate([weight, weight])

    def cut(self, pull: NDArray[np.int32]) -> Nodes:
        """Return the nodes on the side that a positive `pull` (one a node) pulls to, for the cheapest cut."""
        capacity = self._capacity.copy()
        capacity[self._pulled], capacity[self._pushed] = np.maximum(pull, 0), np.maximum(-pull, 0)
        size = self.count + 2
        flow = maximum_flow(
            csr_matrix((capacity, self._columns, self._starts), shape=(size, size)), size - 2, size - 1
        )
        return self._reached(size - 2, capacity > flow.flow.data)[: self.count]

    def _reached(self, start: int, kept: NDArray[np.bool_]) -> Nodes:
        starts = np.concatenate([[0], np.cumsum(kept)])[self._starts].astype(np.int32)
        columns = self._columns[kept]
        size = self.count + 2
        graph = csr_matrix((np.ones(len(columns), np.int8), columns, starts), shape=(size, size))
        found = np.zeros(size, np.bool_)
        found[breadth_first_order(graph, start, return_predecessors=False)] = True
        return found
