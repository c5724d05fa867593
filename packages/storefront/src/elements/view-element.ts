import { render } from "preact"
import { createElement, type FunctionComponent } from "react"

import { LoyaltyContext } from "../react/context.js"
import { LoyaltyProviderElement } from "./provider-element.js"

/** Reads a component's props from an element's attributes. */
export type ReadProps<Props> = (element: HTMLElement) => Props

/**
 * Makes the class of an element that shows one of the React components. In the browser bundle
 * `react` is Preact, so that the page needs neither.
 */
export function viewElement<Props extends object>(
  component: FunctionComponent<Props>,
  attributes: string[],
  readProps: ReadProps<Props>,
): CustomElementConstructor {
  return class extends HTMLElement {
    static readonly observedAttributes = attributes
    private unwatch: (() => void) | null = null

    connectedCallback(): void {
      const provider = this.closest("loyalty-provider")
      if (provider instanceof LoyaltyProviderElement) {
        this.unwatch = provider.watch(() => this.show(provider))
        this.show(provider)
      }
    }

    disconnectedCallback(): void {
      this.unwatch?.()
      render(null, this)
    }

    attributeChangedCallback(): void {
      const provider = this.isConnected ? this.closest("loyalty-provider") : null
      if (provider instanceof LoyaltyProviderElement) {
        this.show(provider)
      }
    }

    private show({ contextValue }: LoyaltyProviderElement): void {
      if (contextValue) {
        const view = createElement(component, readProps(this))
        const tree = createElement(LoyaltyContext.Provider, { value: contextValue }, view)
        // One type of element at run time: the bundle makes Preact's of both.
        render(tree, this)
      }
    }
  }
}
