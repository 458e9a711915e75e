//! Enums, and what can be told of them.

#[derive(Clone, Debug, PartialEq)]
enum Shape { Point, Circle { radius: f64 }, Rect(f64, f64), Group(Vec<Shape>) }

impl Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Point => 0.0,
            Shape::Circle { radius } => 3.14 * radius * radius,
            Shape::Rect(width, height) => width * height,
            Shape::Group(shapes) => {
                let mut sum = 0.0;
                for shape in shapes {
                    sum += shape.area();
                }
                sum
            }
        }
    }
}

async fn main() {
    let group = Shape::Group(vec![Shape::Point, Shape::Circle { radius: 2.0 }, Shape::Rect(1.5, 2.0)]);
    println!("{:.2} {:?}", group.area(), group);
    println!("{}", group == group.clone() && group != Shape::Point);
}
