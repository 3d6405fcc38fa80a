#include "lemon_optimum.hpp"

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

namespace {

using Graph = lemon::SmartDigraph;

/// Everybody is sent from a source to a sink: through a partner at the price of minus the score, or past all of them.
struct Network {
  Graph graph;
  Graph::ArcMap<int> most{graph};
  Graph::ArcMap<long long> cost{graph};

  void add(Graph::Node from, Graph::Node to, int capacity, long long price) {
    const auto arc = graph.addArc(from, to);
    most[arc] = capacity;
    cost[arc] = price;
  }
};

}  // namespace

long long lemon_optimum(int prospects, const std::vector<int>& rooms, const std::vector<LemonArc>& arcs) {
  Network net;
  const auto source = net.graph.addNode(), sink = net.graph.addNode();
  std::vector<Graph::Node> people, partners;
  for (int i = 0; i < prospects; ++i) {
    people.push_back(net.graph.addNode());
    net.add(source, people.back(), 1, 0);
  }
  for (const int room : rooms) {
    partners.push_back(net.graph.addNode());
    net.add(partners.back(), sink, room, 0);
  }
  net.add(source, sink, prospects, 0);
  for (const auto& arc : arcs) net.add(people[arc.prospect], partners[arc.partner], 1, -arc.score);
  lemon::NetworkSimplex<Graph, int, long long> simplex(net.graph);
  simplex.upperMap(net.most).costMap(net.cost).stSupply(source, sink, prospects);
  return simplex.run() == simplex.OPTIMAL ? -simplex.totalCost() : -1;
}
