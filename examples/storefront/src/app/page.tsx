import { ProductCard } from "../features/catalogue/product-card"
import { readShelves } from "../server/catalogue"
import { chosenStore } from "../server/config"

/** The catalogue: every shelf of the chosen store. */
export default async function CataloguePage() {
  const store = await chosenStore()
  const shelves = await readShelves(store)
  return (
    <>
      <section className="hero">
        <p className="hero-kicker">{store.name}</p>
        <h1>Order ahead. Skip the line.</h1>
        <p className="hero-text">
          Coffee, snacks and everything for the road, ready in ten minutes. Members earn points on
          every order and pay less for what they like.
        </p>
      </section>
      <nav className="shelf-nav" aria-label="Shelves">
        <ul>
          {shelves.map(({ category }) => (
            <li key={category.id}>
              <a href={`#${category.handle}`}>{category.name}</a>
            </li>
          ))}
        </ul>
      </nav>
      {shelves.map(({ category, products }) => (
        <section key={category.id} aria-labelledby={category.handle} className="shelf">
          <h2 id={category.handle}>{category.name}</h2>
          <ul className="cards">
            {products.map((product) => (
              <ProductCard key={product.id} product={product} />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
