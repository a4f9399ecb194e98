-- Only under the Quarto program: what the embedded engine gives by itself.
-- 1. A line at the end with the version and day of the data. 2. Tables in a box that scrolls.
-- 3. In the PDF links to pages lead to their section where it stands there, and are plain text else.
-- 4. Callouts that open are details: Quarto's own heads are no buttons to the keyboard or a screen reader. In the PDF they are plain
--    text: Quarto's box does not break, and what is longer than a page is lost.
-- 5. Links that leave analysis/ ("../data/x.csv") go one folder further up, for Quarto's pages lie in analysis/_site/.

local months = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" }

local function edition()
  local folder = os.getenv("QUARTO_PROJECT_DIR") or (quarto and quarto.project and quarto.project.directory) or "."
  local file = io.open(pandoc.path.join({ folder, "..", "datapackage.json" }))
  if not file then return nil end
  local descriptor = pandoc.json.decode(file:read("a"), false)
  file:close()
  local year, month, day = descriptor.created:match("^(%d+)-(%d+)-(%d+)")
  return "Version " .. descriptor.version .. ", data of " .. tonumber(day) .. " " .. months[tonumber(month)] .. " " .. year .. "."
end

function Callout(el)
  if not el.collapse then return nil end
  if not quarto.doc.is_format("html") then
    local blocks = pandoc.Blocks { pandoc.Para(pandoc.Strong(quarto.utils.as_inlines(el.title))) }
    blocks:extend(quarto.utils.as_blocks(el.content))
    return blocks
  end
  local head = pandoc.write(pandoc.Pandoc(pandoc.Plain(quarto.utils.as_inlines(el.title))), "html")
  local blocks = pandoc.Blocks { pandoc.RawBlock("html", '<details class="callout callout-' .. el.type .. '"><summary class="callout-header">' .. head .. '</summary><div class="callout-body">') }
  blocks:extend(quarto.utils.as_blocks(el.content))
  blocks:insert(pandoc.RawBlock("html", "</div></details>"))
  return blocks
end

function Pandoc(doc)
  if not quarto.doc.is_format("html") then
    local known = {}
    local function remember(el)
      if el.identifier ~= "" then known[el.identifier] = true end
    end
    doc:walk { Header = remember, Div = remember, Span = remember }
    return doc:walk {
      Link = function(el)
        local page, section = el.target:match("^([^:#?]+%.qmd)#?(.*)$")
        if not page then return nil end
        if not known[section] then return el.content end
        el.target = "#" .. section
        return el
      end,
    }
  end
  doc.blocks = doc.blocks:walk {
    Link = function(el)
      if el.target:match("^%.%./") then
        el.target = "../" .. el.target
        return el
      end
    end,
    Table = function(el)
      for _, row in ipairs(el.head.rows) do
        for _, cell in ipairs(row.cells) do cell.attributes["scope"] = "col" end
      end
      return pandoc.Div({ el }, { class = "table-scroll", tabindex = "0", role = "group", ["aria-label"] = "Table" })
    end,
  }
  local line = edition()
  if line then doc.blocks:insert(pandoc.Div({ pandoc.Para(line) }, { class = "edition" })) end
  return doc
end
