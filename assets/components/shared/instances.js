// One living instance for each place where a piece is mounted.

const instances = new WeakMap(); // parentElement → {root, piece, turn}

/**
 * Show a render: `create(root, parentElement)` makes the piece at the first one (or when the markup was put in anew),
 * `piece.update(component)` takes each. Returns what Streamlit is to call at the end, which calls `piece.close()`.
 */
export function render(component, selector, create) {
  const { parentElement } = component;
  const root = parentElement.querySelector(selector);
  let instance = instances.get(parentElement);
  if (instance?.root !== root) {
    instance?.piece.close();
    instance = { root, piece: create(root, parentElement), turn: 0 };
    instances.set(parentElement, instance);
  }
  instance.piece.update(component);
  const turn = ++instance.turn;
  // Streamlit also ends a render that the next one overtook, before or after that one comes, and the piece stays
  // mounted: so it ends only once it has really left the page.
  const end = () => {
    if (instance.turn !== turn) return;
    if (root.isConnected) setTimeout(end, 1000);
    else {
      instance.piece.close();
      if (instances.get(parentElement) === instance) instances.delete(parentElement);
    }
  };
  return end;
}
